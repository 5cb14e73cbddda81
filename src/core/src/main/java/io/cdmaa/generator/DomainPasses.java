package io.cdmaa.generator;

/**
 * How the domains of a photo are shared out over the passes that it takes.
 *
 * @param domains all of them
 * @param batch those of one pass
 */
record DomainPasses(int domains, int batch) {
  static DomainPasses of(Generator generator) {
    return new DomainPasses(generator.domains().size(), generator.batch());
  }

  int count() {
    return (domains - 1) / batch + 1;
  }

  /**
   * The first row of a pass. The last one reaches back where the domains do not divide evenly: its
   * first rows are done once more.
   */
  int first(int pass) {
    return Math.min(pass * batch, domains - batch);
  }

  /** The rows of a pass that another one has counted already; they come first. */
  int again(int pass) {
    return pass * batch - first(pass);
  }
}
