package io.cdmaa.protection;

import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.Queries;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Optional;

/**
 * The original and the protected photo with the evaluation of their fakes.
 *
 * @param original as decoded
 * @param protectedPhoto as a reader at its destination decodes it
 * @param evaluation the evaluation of these two
 * @param attack how the search ended; empty if the photo was protected earlier
 * @param queries the queries to query-only generators
 * @param region what the generators processed
 */
public record PhotoResult(
    Photo original,
    Photo protectedPhoto,
    Evaluation evaluation,
    Optional<AttackResult> attack,
    List<Queries.Count> queries,
    Region region) {
  /** Copies the list. */
  public PhotoResult {
    queries = List.copyOf(queries);
  }
}
