"""The benchmarks, one file each, every peer's side of it in that file. A file here is listed, run and reported."""
