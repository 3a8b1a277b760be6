"""The traced graph: a computation as plain data, to print, check, save, change and compile."""
