"""The toolkit inside other people's engines: one thin file a host.

    arrow.py       what the hosts that speak Arrow share
    polars.py      pl.col("text").cleaner.clean()
    pandas.py      frame["text"].cleaner.clean()
    duckdb.py      SELECT clean(text)
    datasets.py    dataset.with_format("arrow").map(CleanBatch("text"), batched=True)
    spark.py       frame.withColumn("text", clean("text"))
    ray.py         clean(dataset, "text")
    datatrove.py   ResidueFormatter, ArticleExtractor
    scrapy.py      CleanPipeline, CleanValue, clean_response

Each follows its host's own contract, converts types, and holds no rule and no number. A host is imported
by its file only, and `MissingExtra` names the command that installs it. See docs/integrations.md.
"""
