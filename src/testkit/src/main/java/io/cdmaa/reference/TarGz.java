package io.cdmaa.reference;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Reads the regular files of a gzipped tar archive (ustar headers, with GNU's long names). */
public final class TarGz {
  private static final int BLOCK = 512;

  private TarGz() {}

  /** Returns the content of every file, by its path in the archive. */
  public static Map<String, byte[]> read(Path archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream raw = Files.newInputStream(archive);
        DataInputStream in = new DataInputStream(new GZIPInputStream(raw))) {
      byte[] header = new byte[BLOCK];
      String longName = "";
      while (true) {
        in.readFully(header);
        String name = text(header, 0, 100);
        if (name.isEmpty()) {
          return files;
        }
        String prefix = text(header, 345, 155);
        int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
        byte[] content = new byte[size];
        in.readFully(content);
        in.readFully(new byte[(BLOCK - size % BLOCK) % BLOCK]);
        if (header[156] == 'L') {
          longName = text(content, 0, size);
          continue;
        }
        if (header[156] == '0' || header[156] == 0) {
          String shortName = header[262] == 0 && !prefix.isEmpty() ? prefix + "/" + name : name;
          files.put(longName.isEmpty() ? shortName : longName, content);
        }
        longName = "";
      }
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }
}
