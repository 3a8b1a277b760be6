"""PyTorch's own gradients under our checker: more than three hundred operations, and no false alarm among them.

    python -m benchmarks.gradient_checking.torch_operations          # all; add names to check only these

Seven rules that are wrong in PyTorch stand apart, in `wrong`: they must be found.
"""
