package io.cdmaa;

/**
 * The kind of error that a {@link CdmaaException} reports. Programs should branch on it rather than
 * on the message; the command line uses it to name the option that fixes the error.
 */
public enum ErrorReason {
  /** A photo cannot be read, or the generators do not accept it. */
  PHOTO,
  /** A model file is missing, damaged or uses something that is not supported. */
  MODEL,
  /** A model can be run but not differentiated. */
  NO_GRADIENT,
  /** A manifest is invalid. */
  MANIFEST,
  /** The attributes given for the face on the photo are invalid. */
  ATTRIBUTES,
  /** A generator needs attributes of the face, and none are given. */
  ATTRIBUTES_MISSING,
  /** A mask does not fit its photo. */
  MASK,
  /** The loss needs a mask, and none is given. */
  MASK_MISSING,
  /** A mask is black everywhere inside the crop of a generator. */
  MASK_BLACK,
  /** A crop is invalid or extends beyond the photo. */
  CROP,
  /** A setting is out of range, unknown or contradicts another. */
  SETTING,
  /** A universal perturbation is damaged, or does not fit the search or the generators. */
  WARM_START,
  /** The attack does not support this norm. */
  NORM_UNSUPPORTED,
  /** The latent loss needs the name of a tensor, and none is given. */
  LATENT_UNNAMED,
  /** A user-supplied gradient graph does not support domain weights. */
  WEIGHTS_UNSUPPORTED,
  /** CUDA cannot be used on this machine. */
  CUDA_UNAVAILABLE,
  /** TensorFloat-32 is only available on a GPU. */
  TF32_UNAVAILABLE,

  /** Bfloat16 is required and does not work here. */
  BF16_UNAVAILABLE,
  /** The arithmetic is not available in this Java runtime. */
  ARITHMETIC_UNAVAILABLE,
  /** A loss or gradient overflows half precision. */
  HALF_OVERFLOW,
  /** A loss, gradient or photo contains a non-finite value. */
  NOT_FINITE,
  /** Not enough memory is available. */
  MEMORY,
  /** ONNX Runtime reports a failure. */
  RUNTIME,
  /** A file or folder cannot be read. */
  FILE,
  /** A file cannot be written. */
  OUTPUT,
  /** An output is also an input. */
  OUTPUT_IS_INPUT,
  /** Two outputs have the same name. */
  OUTPUT_TWICE,
  /** An output exists and was not written by {@code cdmaa}, or has been modified since. */
  OUTPUT_EXISTS,
  /** The extension of an output's name does not match its contents. */
  OUTPUT_NAME,
  /** An output is a folder, a device or a pipe. */
  OUTPUT_NO_FILE,
  /** A folder of results cannot be used. */
  FOLDER,
  /** The folder of a service cannot be used. */
  SERVICE_FOLDER,
  /** A diagnostics file cannot be used. */
  DIAGNOSTICS,
  /** An experiment is invalid. */
  EXPERIMENT,
  /** A command is used in an unsupported way. */
  COMMAND,
  /** The thread was interrupted. */
  INTERRUPTED
}
