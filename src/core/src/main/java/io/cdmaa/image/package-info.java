/**
 * Reading and writing photos: decoding, encoding, colour, crop and resize, rounding within the
 * budget, and quality measures.
 *
 * <p>One convention throughout: pixels are float32 planes [C, H, W] in [-1, 1], row-major, C = 1
 * for a photo whose file is grey and 3 (red, green, blue) otherwise. One 8-bit level is 2/255 on
 * that scale, so epsilon = 0.05 is 6.375 levels.
 *
 * <p>Colour: an ICC profile is kept and embedded again in the output, and pixel values are used as
 * encoded, as in the generators' own pipelines, so that a pixel that is not attacked keeps exactly
 * its value. Only colour spaces that no generator can read (CMYK, Lab) are converted, to sRGB, and
 * their profile is dropped. EXIF orientation is applied to the pixels; no other metadata is copied.
 *
 * <p>A photo passes through this package in this order: {@link io.cdmaa.image.PhotoReader}, {@link
 * io.cdmaa.image.Crop} and {@link io.cdmaa.image.ResizeMatrix} on the way to a generator, {@link
 * io.cdmaa.image.Quantizer}, {@link io.cdmaa.image.PhotoWriter}, and {@link io.cdmaa.image.Quality}
 * of the written result.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.image;
