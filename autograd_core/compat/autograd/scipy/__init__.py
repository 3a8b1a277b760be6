"""SciPy for functions that will be differentiated: its special functions, where SciPy is installed."""
