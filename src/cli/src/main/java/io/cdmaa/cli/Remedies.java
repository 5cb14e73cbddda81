package io.cdmaa.cli;

import io.cdmaa.ErrorReason;
import java.util.EnumMap;
import java.util.Map;

/** The options that fix an error, worded to end the error's own sentence. */
final class Remedies {
  private static final Map<ErrorReason, String> ENDINGS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(ErrorReason.ATTRIBUTES_MISSING, " (--attributes)"),
              Map.entry(ErrorReason.MASK_MISSING, " (--mask)"),
              Map.entry(ErrorReason.MASK_BLACK, " (--crop)"),
              Map.entry(ErrorReason.NORM_UNSUPPORTED, " (--norm, --attack)"),
              Map.entry(ErrorReason.LATENT_UNNAMED, " (--loss latent:TENSOR)"),
              Map.entry(
                  ErrorReason.WEIGHTS_UNSUPPORTED,
                  " (cdmaa differentiate --weights, or --domains-by uniform)"),
              Map.entry(ErrorReason.CUDA_UNAVAILABLE, " (--device cpu or auto)"),
              Map.entry(ErrorReason.TF32_UNAVAILABLE, " (--precision fp32, or --device cuda)"),
              Map.entry(ErrorReason.BF16_UNAVAILABLE, " (--precision fp32 or auto)"),
              Map.entry(ErrorReason.ARITHMETIC_UNAVAILABLE, " (--arithmetic)"),
              Map.entry(ErrorReason.HALF_OVERFLOW, " (--precision fp32)"),
              Map.entry(ErrorReason.FOLDER, " (-o)"),
              Map.entry(ErrorReason.SERVICE_FOLDER, " (--data)"),
              Map.entry(ErrorReason.DIAGNOSTICS, " (protect --diagnostics)"),
              Map.entry(ErrorReason.OUTPUT_EXISTS, ", or replace it with --force")));

  private Remedies() {}

  /** Returns the ending; empty if no option fixes the error. */
  static String of(ErrorReason reason) {
    return ENDINGS.getOrDefault(reason, "");
  }
}
