/**
 * The root: only what every floor shares, namely the exception that carries a cause and a remedy,
 * and the nearest name for those that nobody knows.
 *
 * <p>Floors, lowest first: {@code tensor}, {@code image}, {@code runtime}, {@code onnx}, {@code
 * autodiff}, {@code optimize}, {@code generator}, {@code mgda}, {@code attack}, {@code evaluation},
 * {@code cli}. A floor may import any lower one, never a higher one.
 */
package io.cdmaa;
