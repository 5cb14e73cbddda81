package io.cdmaa.spark;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system under the scheme {@code remote}, whose files lie in a folder that only its
 * configuration knows: whoever takes an address for a path of this machine finds nothing there.
 * Like HDFS, and unlike local disks, it does not rename a file to a name that is taken.
 */
public final class RemoteFileSystem extends FileSystem {
  static final String ROOT = "fs.remote.root";

  private static final URI SELF = URI.create("remote:///");
  private static final long BLOCK = 1 << 20;

  private java.nio.file.Path root;
  private Path working = new Path("/");

  @Override
  public void initialize(URI name, Configuration hadoop) throws IOException {
    super.initialize(name, hadoop);
    setConf(hadoop);
    root = java.nio.file.Path.of(hadoop.get(ROOT));
  }

  @Override
  public String getScheme() {
    return "remote";
  }

  @Override
  public URI getUri() {
    return SELF;
  }

  private java.nio.file.Path file(Path path) {
    return root.resolve(makeQualified(path).toUri().getPath().substring(1));
  }

  @Override
  public FSDataInputStream open(Path path, int buffer) throws IOException {
    getFileStatus(path);
    return new FSDataInputStream(new Input(FileChannel.open(file(path))));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    if (!overwrite && Files.exists(file(path))) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Files.createDirectories(file(path).getParent());
    return new FSDataOutputStream(
        new BufferedOutputStream(Files.newOutputStream(file(path))), statistics);
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (!Files.exists(file(from)) || !Files.isDirectory(file(to).getParent())) {
      return false;
    }
    java.nio.file.Path target =
        Files.isDirectory(file(to)) ? file(to).resolve(from.getName()) : file(to);
    if (Files.exists(target)) {
      return false;
    }
    Files.move(file(from), target);
    return true;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (!Files.exists(file(path))) {
      return false;
    }
    if (!recursive && listStatus(path).length > (Files.isDirectory(file(path)) ? 0 : 1)) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    try (Stream<java.nio.file.Path> files = Files.walk(file(path))) {
      for (java.nio.file.Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    return true;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus self = getFileStatus(path);
    if (!self.isDirectory()) {
      return new FileStatus[] {self};
    }
    List<String> names;
    try (Stream<java.nio.file.Path> files = Files.list(file(path))) {
      names = files.map(each -> each.getFileName().toString()).toList();
    }
    FileStatus[] found = new FileStatus[names.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = getFileStatus(new Path(path, new Path(null, null, names.get(i))));
    }
    return found;
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    working = folder;
  }

  @Override
  public Path getWorkingDirectory() {
    return working;
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    Files.createDirectories(file(path));
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    if (!Files.exists(file(path))) {
      throw new FileNotFoundException(path.toString());
    }
    BasicFileAttributes found = Files.readAttributes(file(path), BasicFileAttributes.class);
    return new FileStatus(
        found.size(),
        found.isDirectory(),
        1,
        BLOCK,
        found.lastModifiedTime().toMillis(),
        makeQualified(path));
  }

  /** Reads a file. */
  private static final class Input extends FSInputStream {
    private final FileChannel channel;

    Input(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(to, from, length));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
