package io.cdmaa;

import java.util.Locale;

/** What the search for a perturbation computes in; fakes and verdicts are always in float32. */
public enum Precision {
  /** Float32 throughout; on CUDA with TensorFloat-32 switched off, which is on by default there. */
  FP32,
  /** Float32 with products rounded to 10 fraction bits, as NVIDIA's tensor cores can; CUDA only. */
  TF32,
  /** Float16 between float32 losses, statistics and gradients, with scaled losses. */
  FP16;

  /** The name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
