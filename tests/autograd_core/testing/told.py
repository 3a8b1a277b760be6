"""What a failed check tells of its cause."""

from autograd_core.testing import check_gradients


def cause(f, *args, **options):
    """Return the cause that is told of a gradient that must fail."""
    report = check_gradients(f, *args, raises=False, **options)
    assert report.verdict == "fail"
    return report.explained.cause
