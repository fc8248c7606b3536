"""Acting on several students at once: whom, what each would get, and carrying it out, one transaction for each."""
