package io.cdmaa.cli;

import io.cdmaa.image.OutputFormat;
import java.nio.file.Path;

/**
 * One photo to protect.
 *
 * @param photo the original
 * @param target the protected file
 * @param format its format
 */
record PhotoTask(Path photo, Path target, OutputFormat format) {}
