package io.cdmaa.image;

/**
 * What this package reads of a file format itself, because the codecs either do not tell it or tell
 * it too late: size, orientation and ICC profile before decoding, and whether the file is whole.
 * TwelveMonkeys' imageio-metadata reads JPEG's segments and the tags of TIFF and EXIF; it knows
 * nothing of the chunks of PNG and WebP and of BMP's header, which are read here.
 */
sealed interface Container
    permits BmpContainer, JpegContainer, PngContainer, TiffContainer, WebpContainer {

  /**
   * Reads the header only.
   *
   * @throws MalformedFileException if the file breaks its format's rules
   */
  Header header(byte[] file) throws MalformedFileException;

  /**
   * Finds what a codec would let pass: a file that ends before its pixels do, or a broken checksum.
   *
   * @throws MalformedFileException if the file is not whole
   */
  void checkWhole(byte[] file) throws MalformedFileException;

  /**
   * The file as its codec should see it: without the ICC profile of grey and RGB pictures, which
   * the codec would apply. May change and return the given array.
   */
  byte[] forCodec(byte[] file) throws MalformedFileException;
}
