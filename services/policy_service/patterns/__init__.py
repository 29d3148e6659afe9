"""The pattern of endings at one salesperson (退保失效异常): one kind of case, whole."""
