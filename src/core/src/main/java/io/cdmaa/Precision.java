package io.cdmaa;

import java.util.Locale;

/** The precision of the search for a perturbation; fakes and verdicts are always in float32. */
public enum Precision {
  /**
   * Float32 throughout; on CUDA with TensorFloat-32 disabled, which is enabled by default there.
   */
  FP32,
  /** Float32 whose products are rounded to 10 fraction bits by NVIDIA's tensor cores; CUDA only. */
  TF32,
  /** Float16 between float32 losses, statistics and gradients, with loss scaling. */
  FP16,
  /**
   * Bfloat16 between float32 losses, statistics, first layers and gradients on an x86-64 processor,
   * after a fifth of the search in float32; needs the module cdmaa-bf16 and AVX-512's bf16, and is
   * fastest on matrix units (AMX).
   */
  BF16,
  /** {@link #BF16} on a CPU with AMX and with up to four threads, otherwise {@link #FP32}. */
  AUTO;

  /** Returns the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
