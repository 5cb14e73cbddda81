package io.cdmaa.image;

/**
 * What the header of a photo file says.
 *
 * @param format the format's usual name
 * @param width pixels along a row of the upright photo
 * @param height pixels along a column of the upright photo
 */
public record PhotoSize(String format, int width, int height) {}
