package io.cdmaa.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Bytes as a stream for a library that reads eagerly. A damaged or malicious directory of tags can
 * point thousands of entries at the same megabytes, so the bytes read are limited to a small
 * multiple of the file's size, which no valid file approaches.
 */
final class MeteredInput extends ImageInputStreamImpl {
  private static final int MOST_TIMES = 4;
  private static final int ALWAYS = 4096;

  private final Bytes bytes;
  private long left;

  MeteredInput(Bytes bytes) {
    this.bytes = bytes;
    this.left = (long) MOST_TIMES * bytes.length() + ALWAYS;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * {@inheritDoc}
   *
   * @throws MalformedFileException once the limit is reached
   */
  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    checkClosed();
    bitOffset = 0;
    int read = (int) Math.min(count, bytes.length() - streamPos);
    if (read <= 0) {
      return count == 0 ? 0 : -1;
    }
    left -= read;
    if (left < 0) {
      throw new MalformedFileException("has a broken directory of tags");
    }
    bytes.copyTo(streamPos, target, offset, read);
    streamPos += read;
    return read;
  }

  @Override
  public long length() {
    return bytes.length();
  }
}
