package io.cdmaa.server;

import io.cdmaa.PhotoInfo;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Lets only so many photos be decoded at a time that their pixels fit into the memory of the
 * largest one, and their codecs leave time to the searches. The others wait in order.
 */
final class Decoding {
  private static final int PHOTOS = 4;
  private static final int UNIT = 1_000_000;

  private final Semaphore photos = new Semaphore(PHOTOS, true);
  private final Semaphore megapixels;
  private final int all;

  /**
   * @param pixels of the largest photo
   */
  Decoding(long pixels) {
    all = (int) Math.min(Integer.MAX_VALUE, 1 + pixels / UNIT);
    megapixels = new Semaphore(all, true);
  }

  /** Does work that decodes a photo. */
  <T> T of(PhotoInfo photo, Supplier<T> work) {
    int share = (int) Math.min(all, 1 + (long) photo.width() * photo.height() / UNIT);
    photos.acquireUninterruptibly();
    try {
      megapixels.acquireUninterruptibly(share);
      try {
        return work.get();
      } finally {
        megapixels.release(share);
      }
    } finally {
      photos.release();
    }
  }
}
