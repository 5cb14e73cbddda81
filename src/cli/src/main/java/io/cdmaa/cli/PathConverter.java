package io.cdmaa.cli;

import io.cdmaa.io.FileNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts paths on the command line. */
final class PathConverter implements ITypeConverter<Path> {
  @Override
  public Path convert(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(FileNames.sentence(value));
    }
  }
}
