package io.cdmaa.image;

import java.util.Optional;

/**
 * The information in a photo's file before its pixels.
 *
 * @param width stored pixels along a row, before orientation
 * @param height stored pixels along a column, before orientation
 * @param orientation how the stored pixels become upright
 * @param iccProfile the embedded profile
 */
record Header(long width, long height, Orientation orientation, Optional<IccProfile> iccProfile) {}
