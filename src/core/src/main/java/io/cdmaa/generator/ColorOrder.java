package io.cdmaa.generator;

/** The order of an image tensor's channels. */
public enum ColorOrder {
  /** Red, green, blue. */
  RGB,
  /** Blue, green, red (OpenCV). */
  BGR
}
