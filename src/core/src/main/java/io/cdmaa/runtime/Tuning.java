package io.cdmaa.runtime;

/** How the algorithm of each convolution is chosen. */
public enum Tuning {
  /** Not at all: every convolution keeps the plain algorithm, with the least memory. */
  PLAIN,
  /** By fixed rules, measured once on one machine: no delay, and the same graph everywhere. */
  OFF,
  /** Larger layers by a short, stored measurement on this machine; others by rules. */
  FAST,
  /** All layers by a longer, stored measurement on this machine. */
  FULL
}
