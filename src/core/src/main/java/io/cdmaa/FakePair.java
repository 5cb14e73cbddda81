package io.cdmaa;

import java.awt.image.BufferedImage;

/**
 * What one generator makes of a photo in one domain, before and after the protection: 8-bit images
 * for viewing.
 *
 * @param generator the generator's name
 * @param domain the domain's name
 * @param original the fake of the original photo
 * @param protectedPhoto the fake of the protected photo, of the same size
 */
public record FakePair(
    String generator, String domain, BufferedImage original, BufferedImage protectedPhoto) {}
