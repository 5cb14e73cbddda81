package io.cdmaa.generator;

/**
 * How the domains of a photo are divided among passes.
 *
 * @param domains the number of all domains
 * @param batch the number of domains per pass
 */
record DomainPasses(int domains, int batch) {
  static DomainPasses of(Generator generator) {
    return new DomainPasses(generator.domains().size(), generator.batch());
  }

  int count() {
    return (domains - 1) / batch + 1;
  }

  /**
   * Returns the first row of a pass. If the domains do not divide evenly, the last pass starts
   * earlier and repeats some rows.
   */
  int first(int pass) {
    return Math.min(pass * batch, domains - batch);
  }

  /** Returns how many rows at the start of a pass repeat rows of an earlier pass. */
  int again(int pass) {
    return pass * batch - first(pass);
  }
}
