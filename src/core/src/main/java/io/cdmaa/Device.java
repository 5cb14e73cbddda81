package io.cdmaa;

/** The device that sessions run on. */
public enum Device {
  /** The CPU. */
  CPU,
  /** An NVIDIA GPU; opening a session fails if none is available. */
  CUDA,
  /** An NVIDIA GPU if one works, otherwise the CPU with a warning that gives the reason. */
  AUTO
}
