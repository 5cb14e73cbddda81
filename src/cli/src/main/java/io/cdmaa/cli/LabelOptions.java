package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.AttributeFile;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.SourceAttributes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for known attributes of the faces on the photos. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Attributes of each photo's face, in the format of CelebA's list_attr_celeba.txt. Without"
              + " it the neutral face in each generator's manifest is assumed.")
  private Path file;

  @Option(
      names = "--attributes",
      paramLabel = "LIST",
      description = "Attributes of the face on all photos, e.g. Black_Hair=1,Male=0.")
  private String list;

  /** Returns the attribute file, if given. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Reads the attributes.
   *
   * @throws ParameterException if both options are given
   * @throws CdmaaException if either cannot be read
   */
  Faces read(CommandSpec spec) {
    if (file != null && list != null) {
      throw new ParameterException(
          spec.commandLine(), "Give either --labels or --attributes, not both");
    }
    return new Faces(
        Optional.ofNullable(file).map(AttributeFile::read),
        list == null ? SourceAttributes.UNKNOWN : SourceAttributes.parse(list));
  }

  /**
   * The faces on the photos of one run.
   *
   * @param file attributes by photo
   * @param all attributes of all photos, if there is no file
   */
  record Faces(Optional<AttributeFile> file, SourceAttributes all) {
    /**
     * Returns the known attributes of the face on a photo.
     *
     * @throws CdmaaException if there is a file that does not list the photo
     */
    SourceAttributes on(Path photo) {
      return file.map(f -> f.of(photo)).orElse(all);
    }

    /** Returns these faces or, if no attributes are given, those of a file, if there is one. */
    Faces orFrom(Path attributes) {
      boolean said = file.isPresent() || !all.values().isEmpty();
      return said || !Files.isRegularFile(attributes)
          ? this
          : new Faces(Optional.of(AttributeFile.read(attributes)), all);
    }

    /**
     * Rejects a generator whose attributes the file lacks.
     *
     * @throws CdmaaException naming the attribute
     */
    void requireColumnsOf(Generator generator) {
      file.ifPresent(f -> f.requireColumnsOf(List.of(generator)));
    }

    /**
     * Rejects attributes that no generator uses, and files that lack an attribute that one uses.
     *
     * @throws CdmaaException naming the attribute
     */
    void requireFit(List<Generator> generators) {
      file.ifPresent(f -> f.requireColumnsOf(generators));
      all.requireKnown(generators);
    }
  }
}
