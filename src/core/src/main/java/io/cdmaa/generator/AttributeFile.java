package io.cdmaa.generator;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import io.cdmaa.io.FileNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The attributes of many photos in the format of CelebA's {@code list_attr_celeba.txt}: a line with
 * the number of photos, a line with the attribute names, then one line per photo with its file name
 * and 1 or -1 for each attribute. The first line is optional, and commas may replace the spaces
 * (the CSV version in circulation has commas and a heading for the column of file names). Columns
 * are separated by runs of spaces, which no CSV library reads.
 */
public final class AttributeFile {
  private final Path path;
  private final List<String> names;
  private final Map<String, BitSet> photos;

  private AttributeFile(Path path, List<String> names, Map<String, BitSet> photos) {
    this.path = path;
    this.names = names;
    this.photos = photos;
  }

  /**
   * Reads a file.
   *
   * @throws CdmaaException naming the faulty line
   */
  public static AttributeFile read(Path path) {
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      return new Parser(path, reader).parse();
    } catch (CharacterCodingException e) {
      throw new CdmaaException(
          ErrorReason.ATTRIBUTES,
          path,
          "The attribute file " + path + " is not a text file; name CelebA's list_attr_celeba.txt",
          e);
    } catch (IOException e) {
      throw Causes.unreadable("The attribute file", path, e);
    }
  }

  private static final class Parser {
    private final Path path;
    private final BufferedReader reader;
    private int line;

    Parser(Path path, BufferedReader reader) {
      this.path = path;
      this.reader = reader;
    }

    AttributeFile parse() throws IOException {
      List<String> header = next();
      if (header.size() == 1 && header.get(0).matches("\\d+")) {
        header = next();
      }
      if (header.isEmpty()) {
        throw wrong("it has no line with the attributes' names", "");
      }
      List<String> names = null;
      Map<String, BitSet> photos = new HashMap<>();
      for (List<String> row = next(); !row.isEmpty(); row = next()) {
        if (names == null) {
          names = row.size() == header.size() ? header.subList(1, header.size()) : header;
        }
        if (row.size() != names.size() + 1) {
          throw wrong(
              "it has " + (row.size() - 1) + " values for " + names.size() + " attributes", at());
        }
        if (photos.put(row.get(0), bits(row)) != null) {
          throw wrong("the photo '" + row.get(0) + "' is listed twice", at());
        }
      }
      if (photos.isEmpty()) {
        throw wrong("it lists no photo", "");
      }
      return new AttributeFile(path, List.copyOf(names), photos);
    }

    /**
     * Returns the fields of the next line that is not blank, or an empty list at the end of the
     * file.
     */
    private List<String> next() throws IOException {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        if (!text.isBlank()) {
          return Arrays.asList(text.strip().split("[\\s,]+"));
        }
      }
      return List.of();
    }

    private BitSet bits(List<String> row) {
      BitSet bits = new BitSet(row.size());
      for (int i = 1; i < row.size(); i++) {
        switch (row.get(i)) {
          case "1" -> bits.set(i - 1);
          case "0", "-1" -> bits.clear(i - 1);
          default -> throw wrong("the value '" + row.get(i) + "' is not 1, -1 or 0", at());
        }
      }
      return bits;
    }

    private String at() {
      return ", line " + line + ",";
    }

    private CdmaaException wrong(String what, String where) {
      return new CdmaaException(
          ErrorReason.ATTRIBUTES,
          path,
          "The attribute file "
              + path
              + where
              + " is wrong: "
              + what
              + "; it should look like CelebA's list_attr_celeba.txt");
    }
  }

  /**
   * Returns the attributes of a photo, found by its file name with or without the extension.
   *
   * @throws CdmaaException if the photo is not listed
   */
  public SourceAttributes of(Path photo) {
    String name = photo.getFileName().toString();
    BitSet bits = photos.get(name);
    if (bits == null) {
      String stem = FileNames.stem(name);
      List<String> same = new ArrayList<>();
      photos.keySet().stream().filter(n -> FileNames.stem(n).equals(stem)).forEach(same::add);
      if (same.size() != 1) {
        throw new CdmaaException(
            ErrorReason.ATTRIBUTES_MISSING,
            path,
            "The attribute file "
                + path
                + (same.isEmpty() ? " has no line for " : " has several lines for ")
                + name
                + "; add one, or state the photo's attributes");
      }
      bits = photos.get(same.get(0));
    }
    Map<String, Boolean> values = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), bits.get(i));
    }
    return new SourceAttributes(values);
  }

  /**
   * Checks that the file has every column that the generators need.
   *
   * @throws CdmaaException naming the generator and the missing column
   */
  public void requireColumnsOf(Collection<Generator> generators) {
    List<String> keys = names.stream().map(SourceAttributes::key).toList();
    for (Generator generator : generators) {
      for (String attribute : generator.labels().map(Labels::attributes).orElse(List.of())) {
        if (!keys.contains(SourceAttributes.key(attribute))) {
          throw new CdmaaException(
              ErrorReason.ATTRIBUTES,
              path,
              "The attribute file "
                  + path
                  + " has no column '"
                  + attribute
                  + "', which "
                  + generator.name()
                  + " needs; the nearest is '"
                  + Suggestions.nearest(attribute, names)
                  + "'");
        }
      }
    }
  }
}
