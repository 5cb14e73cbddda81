package io.cdmaa.image;

import java.util.Optional;

/**
 * What a photo's file says about itself before its pixels.
 *
 * @param width stored pixels along a row, before orientation
 * @param height stored pixels along a column, before orientation
 * @param orientation how to turn the stored pixels upright
 * @param iccProfile the embedded profile
 */
record Header(long width, long height, Orientation orientation, Optional<IccProfile> iccProfile) {}
