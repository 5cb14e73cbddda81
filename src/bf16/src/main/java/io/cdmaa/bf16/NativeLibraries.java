package io.cdmaa.bf16;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;

/**
 * oneDNN's natives, which come as resources of {@code org.bytedeco:dnnl} and are unpacked once per
 * user into the cache folder (93 MB).
 */
final class NativeLibraries {
  private static final String RESOURCES = "/org/bytedeco/dnnl/linux-x86_64/";
  private static final String VERSION = "/META-INF/maven/org.bytedeco/dnnl/pom.properties";
  private static final String OPENMP = "libgomp.so.1";
  private static final String DNNL = "libdnnl.so.3";

  private final Function setThreads;

  private NativeLibraries(Function setThreads) {
    this.setThreads = setThreads;
  }

  /** Returns whether the natives are on the class path. */
  static boolean arePresent() {
    return NativeLibraries.class.getResource(RESOURCES + DNNL) != null;
  }

  /**
   * Unpacks and loads the libraries.
   *
   * @param cache the folder below which they are kept
   * @throws IOException if they cannot be written
   * @throws LinkageError if they do not load
   */
  static NativeLibraries load(Path cache) throws IOException {
    Path folder = cache.resolve("natives").resolve("dnnl-" + version());
    Files.createDirectories(folder);
    for (String name : List.of(OPENMP, DNNL)) {
      unpack(name, folder.resolve(name));
    }
    // First, so that oneDNN finds this one; it has the same name wherever it comes from.
    NativeLibrary openmp = NativeLibrary.getInstance(folder.resolve(OPENMP).toString());
    Dnnl.bind(folder.resolve(DNNL));
    return new NativeLibraries(openmp.getFunction("omp_set_num_threads"));
  }

  private static String version() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = NativeLibraries.class.getResourceAsStream(VERSION)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return properties.getProperty("version", "unknown");
  }

  private static void unpack(String name, Path target) throws IOException {
    URL resource = NativeLibraries.class.getResource(RESOURCES + name);
    if (resource == null) {
      throw new IOException("the jar with " + name + " is not on the class path");
    }
    long size = resource.openConnection().getContentLengthLong();
    if (Files.isRegularFile(target) && Files.size(target) == size) {
      return;
    }
    Path part = Files.createTempFile(target.getParent(), name, ".part");
    try (InputStream in = resource.openStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Sets how many threads the calling thread's primitives use. */
  void threads(int count) {
    setThreads.invokeVoid(new Object[] {count});
  }
}
