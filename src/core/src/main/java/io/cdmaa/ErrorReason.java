package io.cdmaa;

/**
 * What kind of fault a {@link CdmaaException} reports. A program decides on it, as the message is
 * for a person; the command line finds the option that helps by it.
 */
public enum ErrorReason {
  /** A photo cannot be read, or is not what the generators take. */
  PHOTO,
  /** A model's file is missing, damaged or holds something that is not supported. */
  MODEL,
  /** A model can be run but has no gradient. */
  NO_GRADIENT,
  /** A manifest is wrong. */
  MANIFEST,
  /** Attributes of the person on the photo are wrong. */
  ATTRIBUTES,
  /** A generator needs attributes of the photo, and there are none. */
  ATTRIBUTES_MISSING,
  /** A mask does not fit its photo. */
  MASK,
  /** The loss needs a mask, and there is none. */
  MASK_MISSING,
  /** A mask is black wherever a generator looks. */
  MASK_BLACK,
  /** A crop is wrong or leaves the photo. */
  CROP,
  /** A setting is out of range, unknown, or contradicts another. */
  SETTING,
  /** The attack does not search the ball of this norm. */
  NORM_UNSUPPORTED,
  /** The latent loss needs the name of a tensor, and none is given. */
  LATENT_UNNAMED,
  /** A gradient graph that a user supplied does not support weights of domains. */
  WEIGHTS_UNSUPPORTED,
  /** CUDA cannot be used on this machine. */
  CUDA_UNAVAILABLE,
  /** TensorFloat-32 exists on a GPU only. */
  TF32_UNAVAILABLE,
  /** The arithmetic cannot be used in this Java. */
  ARITHMETIC_UNAVAILABLE,
  /** Half precision does not hold a loss or a gradient. */
  HALF_OVERFLOW,
  /** A loss, a gradient or a photo holds a value that is not finite. */
  NOT_FINITE,
  /** There is less memory than is needed. */
  MEMORY,
  /** ONNX Runtime reports a failure. */
  RUNTIME,
  /** A file or folder cannot be read. */
  FILE,
  /** A file cannot be written. */
  OUTPUT,
  /** An output is an input too. */
  OUTPUT_IS_INPUT,
  /** Two outputs have the same name. */
  OUTPUT_TWICE,
  /** An output exists and was not written by {@code cdmaa}, or was changed since. */
  OUTPUT_EXISTS,
  /** An output's name promises other contents. */
  OUTPUT_NAME,
  /** An output is a folder, a device or a pipe. */
  OUTPUT_NO_FILE,
  /** A folder of results cannot be used. */
  FOLDER,
  /** A file of diagnostics cannot be used. */
  DIAGNOSTICS,
  /** An experiment is wrong. */
  EXPERIMENT,
  /** A command is used in a way that it does not allow. */
  COMMAND,
  /** The thread was interrupted. */
  INTERRUPTED
}
