package io.cdmaa.protection;

import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.AtomicFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where a protected photo goes. */
public sealed interface Destination {
  /**
   * Refuses a photo that would lose something there, before any work is spent on it.
   *
   * @throws io.cdmaa.CdmaaException naming what would be lost
   */
  void requireRoomFor(Photo photo);

  /**
   * Makes a photo ready to be delivered; nobody sees it there yet.
   *
   * @throws io.cdmaa.CdmaaException if it cannot be delivered
   */
  Delivery prepare(Photo photo);

  /** A photo that is ready to be delivered. Closed before it is committed, it leaves nothing. */
  interface Delivery extends AutoCloseable {
    /** The photo as whoever opens it at its destination will see it. */
    Photo photo();

    /** The file that it lies in until it is committed, if it goes into a file. */
    Optional<Path> file();

    /**
     * Delivers the photo.
     *
     * @throws io.cdmaa.CdmaaException if that fails
     */
    void commit();

    @Override
    void close();
  }

  /**
   * A file, written wholly or not at all.
   *
   * @param path an existing file is replaced
   * @param format its encoding, whatever the file's extension is
   */
  record File(Path path, OutputFormat format) implements Destination {
    @Override
    public void requireRoomFor(Photo photo) {
      new PhotoWriter().requireRoomFor(photo, path, format);
    }

    @Override
    public Delivery prepare(Photo photo) {
      return new FileDelivery(new PhotoWriter().prepare(photo, path, format));
    }
  }

  /**
   * A file that does not have its name yet.
   *
   * @param prepared the file
   */
  record FileDelivery(AtomicFile.Prepared prepared) implements Delivery {
    @Override
    public Photo photo() {
      return new PhotoReader(ReadLimits.DEFAULT).read(prepared.path());
    }

    @Override
    public Optional<Path> file() {
      return Optional.of(prepared.path());
    }

    @Override
    public void commit() {
      prepared.commit();
    }

    @Override
    public void close() {
      prepared.close();
    }
  }

  /**
   * The memory of this process. A photo there is on the levels of its bit depth, so a lossless file
   * of it decodes to the same values.
   */
  record Memory() implements Destination {
    @Override
    public void requireRoomFor(Photo photo) {}

    @Override
    public Delivery prepare(Photo photo) {
      return new MemoryDelivery(photo);
    }
  }

  /** A photo in memory. */
  record MemoryDelivery(Photo photo) implements Delivery {
    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public void commit() {}

    @Override
    public void close() {}
  }
}
