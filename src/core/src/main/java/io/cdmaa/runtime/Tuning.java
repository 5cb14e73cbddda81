package io.cdmaa.runtime;

/** How the algorithm of each convolution is chosen. */
public enum Tuning {
  /** None is: every convolution runs as it stands. The least memory. */
  PLAIN,
  /** By fixed rules, measured once on one machine: no waiting, and the same graph everywhere. */
  OFF,
  /** The larger layers by a short measurement on this machine, which is kept; others by rules. */
  FAST,
  /** All layers by a longer measurement on this machine, which is kept. */
  FULL
}
