"""Machine code: LLVM's work for the processor at hand.

    >>> host = this_host()
    >>> host.vector_bytes in (16, 32, 64)
    True

One module holds all kernels of a graph: much of what LLVM does costs the same for one as for ten. What it makes is kept
in memory here and on disk (`cache`), found by a hash of the text, the processor, its features, and the versions.

Not here: the text (`codegen`), and the calls (`kernels`).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import count
from typing import Any, NamedTuple

import llvmlite
from llvmlite import binding

from autograd_core.graph.native.cache import load, store

__all__ = ["Host", "addresses", "this_host"]

REVISION = b"2"
"""Of what is done with a text; to be changed with it, so that older machine code is not found any more."""

LIBRARIES = 64
"""How many modules stay in memory without a kernel that uses them."""

_lock = threading.RLock()
if hasattr(os, "register_at_fork"):  # a child must not find it closed by a thread that it has not
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)
_numbers = count()
_kept: OrderedDict[str, Library] = OrderedDict()


class Host(NamedTuple):
    """The processor at hand: its name and its features as LLVM names them, the bytes of its vectors."""

    triple: str
    name: str
    features: str
    vector_bytes: int


class Library(NamedTuple):
    """Machine code in memory: the addresses of its functions, and what must live as long as they are called."""

    addresses: Mapping[str, int]
    owner: Any


@cache
def this_host() -> Host:
    """Return what LLVM knows of this processor."""
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    found = binding.get_host_cpu_features()
    vector_bytes = 64 if found.get("avx512f") else 32 if found.get("avx") else 16
    return Host(binding.get_process_triple(), binding.get_host_cpu_name(), found.flatten(), vector_bytes)


@cache
def _target() -> Any:
    """Return the target machine; only under the lock."""
    host = this_host()
    target = binding.Target.from_triple(host.triple)
    return target.create_target_machine(cpu=host.name, features=host.features, opt=3, jit=True)


@cache
def _linker() -> Any:
    """Return what brings machine code into memory; only under the lock. It keeps a target machine of its own."""
    host = this_host()
    target = binding.Target.from_triple(host.triple)
    return binding.create_lljit_compiler(target.create_target_machine(cpu=host.name, features=host.features, jit=True))


def _key(text: str) -> str:
    host = this_host()
    parts = [host.triple, host.name, host.features, llvmlite.__version__, str(binding.llvm_version_info), text]
    return hashlib.sha256(REVISION + "\0".join(parts).encode()).hexdigest()


def addresses(write: Callable[[], str], names: Sequence[str], description: str | None = None) -> Library:
    """Return the functions of the module in LLVM's language that `write` gives, compiled if they were not before.

    description  all that the module follows from; if that was compiled before, the module is not even written
    """
    text = "" if description else write()
    key = _key(description or text)
    with _lock:
        library = _kept.get(key)
        if library is None:
            code = load(key)
            library = _linked(key, code, names) if code else None
        if library is None:
            code = _compiled(text or write())
            store(key, code)
            library = _linked(key, code, names)
        _kept[key] = library
        _kept.move_to_end(key)
        if len(_kept) > LIBRARIES:
            _kept.popitem(last=False)
    return library


def _linked(key: str, code: bytes, names: Sequence[str]) -> Library:
    builder = binding.JITLibraryBuilder().add_object_img(code).add_current_process()
    for name in names:
        builder = builder.export_symbol(name)
    owner = builder.link(_linker(), f"{key}.{next(_numbers)}")
    return Library({name: owner[name] for name in names}, owner)


def _compiled(text: str) -> bytes:
    """Return machine code.

    Loops and vectors are in the text already. So a few passes do; all of LLVM's third level take four times as long and
    make nothing faster, as measured.
    """
    module = binding.parse_assembly(text)
    module.verify()
    target = _target()
    builder = binding.create_pass_builder(target, binding.create_pipeline_tuning_options())
    passes = binding.create_new_module_pass_manager()
    passes.add_sroa_pass()
    passes.add_instruction_combine_pass()
    passes.add_new_gvn_pass()
    passes.add_simplify_cfg_pass()
    passes.add_aggressive_dce_pass()
    passes.run(module, builder)
    code: bytes = target.emit_object(module)
    return code
