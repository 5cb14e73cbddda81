package io.cdmaa;

/**
 * The record beside a protected photo.
 *
 * @param json its text: the verdict, and the digests and settings by which a later run recognises
 *     that nothing remains to be done
 * @param outcome by the verdict and what is required now
 * @param attackRate share of the fakes that are broken, 0 to 1; 0 without a verdict
 */
public record PhotoRecord(String json, Outcome outcome, double attackRate) {}
