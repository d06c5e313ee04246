"""A Paper as a WordprocessingML package (ECMA-376, transitional): real styles, fields, footnotes, to go on editing."""
