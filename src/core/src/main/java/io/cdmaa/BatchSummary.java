package io.cdmaa;

/**
 * What a batch came to.
 *
 * @param protectedPhotos how many photos were protected
 * @param skipped how many were protected before, so that nothing was left to do
 * @param failed how many could not be protected
 * @param cancelled whether it was asked to end early; photos that are counted nowhere are still to
 *     do
 */
public record BatchSummary(int protectedPhotos, int skipped, int failed, boolean cancelled) {}
