package io.cdmaa.image;

/** How finely the colour of a change may vary over a photo. Its brightness may vary freely. */
public enum ChromaResolution {
  /** From pixel to pixel. */
  FULL,
  /**
   * The change of Cb and Cr is constant over every block of 2 x 2 pixels of the photo, as far as a
   * file with chroma subsampling (4:2:0) can hold it.
   */
  HALF,
  /** Red, green and blue change by the same amount, so Cb and Cr do not change. */
  NONE
}
