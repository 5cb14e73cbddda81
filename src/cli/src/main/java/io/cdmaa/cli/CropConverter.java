package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.protection.CropChoice;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the value of {@code --crop}. */
final class CropConverter implements ITypeConverter<CropChoice> {
  @Override
  public CropChoice convert(String value) {
    try {
      return new CropChoice(value);
    } catch (CdmaaException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
