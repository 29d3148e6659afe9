"""What is known of policyholders' telephone numbers (电话号码概况): told by events, compared by keyed hashes."""
