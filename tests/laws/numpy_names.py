"""All that NumPy makes public and what of it takes no arrays of numbers, each with the reason.

Not here: what takes them, which the registry knows: functions that stand in, constants, refusals.
"""

import types
import warnings

import numpy as np

SPACES = (np, np.linalg, np.fft, np.lib.stride_tricks)

DEPRECATED = {"in1d", "row_stack", "trapz"}
"""Old names, which later versions of NumPy do not have; they call functions that stand in."""

NO_ARRAYS = {
    "of the lengths of axes, and of other integers": """
        broadcast_shapes diag_indices empty eye identity indices mask_indices ndindex ones tri tril_indices
        triu_indices zeros
    """,
    "calls a function with plain arrays of indices, and returns what that returns": "fromfunction",
    "of data types": """
        datetime_data dtype finfo iinfo isdtype issubdtype mintypecode promote_types typename
    """,
    "of dates": "busday_count busday_offset busdaycalendar datetime_as_string is_busday",
    "of files and other memory": "from_dlpack frombuffer fromfile fromregex fromstring genfromtxt load loadtxt memmap",
    "of one number, as text": "base_repr binary_repr format_float_positional format_float_scientific",
    "asks what an object is": "isfortran isscalar iterable",
    "of settings": """
        errstate get_include get_printoptions getbufsize geterr geterrcall printoptions set_printoptions setbufsize
        seterr seterrcall
    """,
    "information for people": "info show_config show_runtime test linalg.test fft.test",
    "a class of arrays or of their elements, made of plain numbers": "flatiter ndarray recarray",
    "made of plain arrays only, as its own error says": "nested_iters",
    "made of functions that stand in": "poly1d",
    "a class of functions": "ufunc",
    "a class of errors": "linalg.LinAlgError",
}


def public():
    """Yield the name and value of every public function and class of NumPy; scalar types are data types."""
    for space in SPACES:
        for name in sorted(dir(space)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # deprecated names
                made = getattr(space, name, None)
            is_scalar = isinstance(made, type) and issubclass(made, np.generic)
            if name.startswith("_") or name in DEPRECATED or is_scalar:
                continue
            if callable(made) and not isinstance(made, types.ModuleType):
                prefix = "" if space is np else f"{space.__name__.removeprefix('numpy.')}."
                yield prefix + name, made


def without_arrays():
    """Return the names that take no arrays of numbers."""
    return [name for names in NO_ARRAYS.values() for name in names.split()]
