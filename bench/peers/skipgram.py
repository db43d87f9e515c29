"""Skip-gram by gensim, the peer of bench/skipgram.ts; its training alone, not the counting of the vocabulary."""
import numpy as np
from gensim.models import Word2Vec
from turns import answer, options

walks = np.fromfile(f"{options['folder']}/walks", np.int32).reshape(-1, options["walkLength"])
corpus = [[str(node) for node in walk if node >= 0] for walk in walks]
model = Word2Vec(
    sg=1, hs=0, sample=0, min_count=1, seed=1, alpha=options["learningRate"], workers=options["threads"],
    vector_size=options["dimensions"], window=options["window"], negative=options["negative"],
)
model.build_vocab(corpus)


def train():
    model.train(corpus, total_examples=model.corpus_count, epochs=1)
    return options["pairs"]


answer(train)
