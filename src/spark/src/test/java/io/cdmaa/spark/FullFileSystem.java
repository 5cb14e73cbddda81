package io.cdmaa.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system under the scheme {@code full}, in which a disk is full while a file {@code
 * /.../disk-full} lies in the folder above: of each file only the first 1000 bytes are written.
 * What follows goes to {@code /dev/full}, so that the failure is the one of the local file system.
 */
public final class FullFileSystem extends RawLocalFileSystem {
  private static final int ROOM = 1000;
  private static final Path FULL = new Path("/dev/full");

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public String getScheme() {
    return "full";
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out = super.create(file, overwrite, buffer, replication, block, progress);
    if (!new File(pathToFile(file).getParentFile().getParentFile(), "disk-full").exists()) {
      return out;
    }
    FSDataOutputStream full = super.create(FULL, true, 1, replication, block, progress);
    return new FSDataOutputStream(
        new OutputStream() {
          private int written;

          @Override
          public void write(int value) throws IOException {
            (written++ < ROOM ? out : full).write(value);
          }

          @Override
          public void close() throws IOException {
            out.close();
            full.close();
          }
        },
        null);
  }
}
