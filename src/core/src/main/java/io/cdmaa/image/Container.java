package io.cdmaa.image;

/**
 * Reads what the codecs do not provide, or provide too late: size, orientation and ICC profile
 * before decoding, and whether the file is complete. TwelveMonkeys' imageio-metadata reads the
 * segments of JPEG and the tags of TIFF and EXIF; it does not support the chunks of PNG and WebP or
 * the header of BMP, which are read here.
 */
sealed interface Container
    permits BmpContainer, JpegContainer, PngContainer, TiffContainer, WebpContainer {

  /**
   * Reads only the header.
   *
   * @throws MalformedFileException if the file violates its format
   */
  Header header(byte[] file) throws MalformedFileException;

  /**
   * Checks for damage that a codec would ignore: a file that ends before its pixels do, or a wrong
   * checksum.
   *
   * @throws MalformedFileException if the file is not complete
   */
  void checkWhole(byte[] file) throws MalformedFileException;

  /**
   * Returns the file to pass to its codec: without the ICC profile of grey and RGB images, which
   * the codec would apply. May change and return the given array.
   */
  byte[] forCodec(byte[] file) throws MalformedFileException;
}
