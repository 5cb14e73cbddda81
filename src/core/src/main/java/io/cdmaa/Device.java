package io.cdmaa;

/** Where sessions run. */
public enum Device {
  /** The processor. */
  CPU,
  /** An NVIDIA GPU; starting fails if there is none. */
  CUDA,
  /** An NVIDIA GPU if one works, else the processor, with one sentence that says why. */
  AUTO
}
