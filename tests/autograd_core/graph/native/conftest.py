"""What the tests of the formulas need: one formula in a loop, compiled."""

import ctypes
import functools

import numpy as np
import pytest


def _memory_type(dtype, ir):
    return (
        ir.IntType(8 * dtype.itemsize)
        if dtype.kind in "iub"
        else {4: ir.FloatType(), 8: ir.DoubleType()}[dtype.itemsize]
    )


def _module(operands, result, formula):
    """Return a module with `void f(out*, in*..., n)` that computes a formula for n elements, of which there is one."""
    from llvmlite import ir  # noqa: PLC0415  # an optional package

    index_type, truth, module = ir.IntType(64), ir.IntType(1), ir.Module()
    pointers = [_memory_type(dtype, ir).as_pointer() for dtype in (result, *operands)]
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [*pointers, index_type]), "f")
    for pointer in function.args[:-1]:
        pointer.add_attribute("noalias")
    entry, loop, leave = (function.append_basic_block() for _ in range(3))
    ir.IRBuilder(entry).branch(loop)
    builder = ir.IRBuilder(loop)
    index = builder.phi(index_type)
    index.add_incoming(index_type(0), entry)
    values = [builder.load(builder.gep(pointer, [index])) for pointer in function.args[1:-1]]
    values = [builder.trunc(v, truth) if d == np.bool_ else v for v, d in zip(values, operands, strict=True)]
    value = formula(builder, *values)
    value = builder.zext(value, ir.IntType(8)) if result == np.bool_ else value
    builder.store(value, builder.gep(function.args[0], [index]))
    following = builder.add(index, index_type(1))
    index.add_incoming(following, loop)
    builder.cbranch(builder.icmp_signed("<", following, function.args[-1]), loop, leave)
    ir.IRBuilder(leave).ret_void()
    return str(module)


def _machine_code(text):
    """Return an engine with the compiled text, and the text as LLVM has made it faster."""
    import llvmlite.binding as llvm  # noqa: PLC0415  # an optional package

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=llvm.get_host_cpu_features().flatten(), opt=3
    )
    module = llvm.parse_assembly(text)
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = True
    builder = llvm.create_pass_builder(target, options)
    builder.getModulePassManager().run(module, builder)
    engine = llvm.create_mcjit_compiler(module, target)
    return engine, str(module)


def _compile(operands, result, formula):
    """Return a function of arrays that computes a formula, with the optimized `text`."""
    engine, optimized = _machine_code(_module(operands, result, formula))
    arguments = [ctypes.c_void_p] * (len(operands) + 1)
    code = ctypes.CFUNCTYPE(None, *arguments, ctypes.c_int64)(engine.get_function_address("f"))

    def call(*arrays):
        arrays = [np.ascontiguousarray(array, dtype) for array, dtype in zip(arrays, operands, strict=True)]
        out = np.empty(arrays[0].shape, result)
        code(out.ctypes.data, *(array.ctypes.data for array in arrays), out.size)
        return out

    call.engine, call.text = engine, optimized  # the engine owns the code
    return call


@functools.cache
def _compile_operation(op, dtypes, constants=()):
    """Return a function of arrays that computes an operation; constants are pairs of a place and a number."""
    from llvmlite import ir  # noqa: PLC0415  # an optional package

    from autograd_core.graph.native import functions  # noqa: PLC0415  # needs it

    *operands, result = functions.signature(op, [d if isinstance(d, type) else np.dtype(d) for d in dtypes])

    def formula(builder, *values):
        values = list(values)
        for place, number in constants:
            values[place] = ir.Constant(functions.TYPES[operands[place]], number)
        return functions.emit(op, builder, *values)

    return _compile(tuple(operands), result, formula)


@pytest.fixture
def compiled():
    """Return what compiles one operation, or skip where there is no LLVM."""
    pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
    return _compile_operation


@pytest.fixture
def compile_formula():
    """Return what compiles any formula, or skip where there is no LLVM."""
    pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
    return _compile
