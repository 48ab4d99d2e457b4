import json

import pytest

from emolab.data.dataset import DataError, check
from emolab.data.readers import read_labels, read_table, read_tsv_folder

LABELS = ("anger", "joy", "fear")


@pytest.fixture
def write(tmp_path):
    """Write a file and give its path."""

    def write_file(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture
def folder(tmp_path, write):
    """A TSV folder of three labels and one or two rows a split."""
    write("labels.txt", "anger\njoy\nfear\n")
    write("train.tsv", "so cross\t0\ta1\nglad but scared\t1,2\ta2\n")
    write("dev.tsv", "quite glad\t1\tb1\n")
    write("test.tsv", "quite scared\t2\tc1\n")
    return tmp_path


def refusal(read, *arguments, **options):
    with pytest.raises(DataError) as caught:
        read(*arguments, **options)
    return str(caught.value)


def jsonl(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


# TSV folders


def test_a_tsv_folder_is_read_whole(folder):
    dataset = read_tsv_folder(folder)
    assert dataset.labels == LABELS
    assert dataset.train.texts == ("so cross", "glad but scared")
    assert dataset.train.targets.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert dataset.train.ids == ("a1", "a2")
    assert dataset.train.origins == ("original", "original")
    assert dataset.validation.texts == ("quite glad",)
    assert dataset.test.targets.tolist() == [[0, 0, 1]]
    assert dataset.source == f"the GoEmotions TSV files in {folder.name}/"
    assert dataset.notes == ()


def test_tsv_quotes_and_commas_belong_to_the_text(folder, write):
    write("train.tsv", '"Well, well\t1\ta1\nsaid "yes"\t1\ta2\n')
    assert read_tsv_folder(folder).train.texts == ('"Well, well', 'said "yes"')


def test_tsv_labels_may_be_names(folder, write):
    write("train.tsv", "so cross\tanger, fear\ta1\n")
    assert read_tsv_folder(folder).train.targets.tolist() == [[1, 0, 1]]


@pytest.mark.parametrize("text", ["null", "NA", "nan", "None", "0", "#N/A"])
def test_tsv_texts_that_look_like_a_missing_value_are_kept(folder, write, text):
    write("train.tsv", f"{text}\t1\ta1\n")
    assert read_tsv_folder(folder).train.texts == (text,)


def test_tsv_files_may_open_with_a_byte_order_mark_and_end_lines_as_windows_does(folder, write):
    write("labels.txt", b"\xef\xbb\xbfanger\r\njoy\r\nfear\r\n")
    write("train.tsv", b"\xef\xbb\xbfso cross\t0\ta1\r\nso glad\t1\ta2\r\n")
    dataset = read_tsv_folder(folder)
    assert dataset.labels == LABELS
    assert dataset.train.texts == ("so cross", "so glad")
    assert dataset.train.ids == ("a1", "a2")


def test_a_unicode_line_separator_in_a_tsv_text_does_not_end_the_row(folder, write):
    write("train.tsv", "so\u2028glad\x85now\t1\ta1\n")
    assert read_tsv_folder(folder).train.texts == ("so\u2028glad\x85now",)


@pytest.mark.parametrize("name", ["labels.txt", "train.tsv", "dev.tsv", "test.tsv"])
def test_a_missing_file_of_a_tsv_folder_is_named(folder, name):
    (folder / name).unlink()
    assert refusal(read_tsv_folder, folder) == f"{folder / name}: there is no such file."


@pytest.mark.parametrize(
    ("row", "count"), [("so glad\t1", 2), ("so glad\t1\ta2\textra", 4), ("", 1), ("so glad", 1)]
)
def test_tsv_columns_that_are_not_three_are_counted_with_file_and_row(folder, write, row, count):
    path = write("train.tsv", f"so cross\t0\ta1\n{row}\nso glad\t1\ta3\n")
    assert refusal(read_tsv_folder, folder) == (
        f"{path}, row 2: {count} columns where three belong "
        "(text, label ids, comment id, tab-separated)."
    )


def test_a_tsv_id_out_of_range_names_file_row_and_column(folder, write):
    path = write("dev.tsv", "so cross\t0\ta1\nso glad\t1,3\ta2\n")
    assert refusal(read_tsv_folder, folder) == (
        f"{path}, row 2, column labels: id 3 is out of range; ids run from 0 to 2."
    )


def test_a_negative_tsv_id_is_no_label(folder, write):
    path = write("dev.tsv", "so glad\t-1\ta1\n")
    assert refusal(read_tsv_folder, folder) == (
        f"{path}, row 1, column labels: no such label as '-1'; known: anger, joy, fear."
    )


def test_an_unknown_tsv_label_names_file_row_and_column(folder, write):
    path = write("test.tsv", "so proud\tpride\ta1\n")
    assert refusal(read_tsv_folder, folder) == (
        f"{path}, row 1, column labels: no such label as 'pride'; known: anger, joy, fear."
    )


@pytest.mark.parametrize("cell", ["", " ", ",", " , "])
def test_a_tsv_row_without_a_label_names_file_row_and_column(folder, write, cell):
    path = write("train.tsv", f"so cross\t0\ta1\nso glad\t{cell}\ta2\n")
    assert refusal(read_tsv_folder, folder) == (
        f"{path}, row 2, column labels: no label; every row needs at least one."
    )


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_an_empty_tsv_text_names_file_row_and_column(folder, write, text):
    path = write("train.tsv", f"so cross\t0\ta1\n{text}\t1\ta2\n")
    assert refusal(read_tsv_folder, folder) == f"{path}, row 2, column text: the text is empty."


def test_a_latin_1_byte_in_a_tsv_names_file_row_and_byte(folder, write):
    path = write("train.tsv", b"so cross\t0\ta1\nna\xefve joy\t1\ta2\n")
    assert refusal(read_tsv_folder, folder) == (
        f"{path}, row 2: byte 3 is not UTF-8; save the file in that encoding."
    )


def test_an_empty_tsv_file_is_an_empty_split(folder, write):
    write("dev.tsv", "")
    message = refusal(lambda: check(read_tsv_folder(folder)))
    assert message == (
        f"The validation split of the GoEmotions TSV files in {folder.name}/ is empty; "
        "it needs rows."
    )


# Label files


def test_label_names_stand_one_a_line_in_id_order(write):
    assert read_labels(write("labels.txt", " joy \n\nanger\nno opinion")) == (
        "joy",
        "anger",
        "no opinion",
    )


@pytest.mark.parametrize("content", ["", "\n", " \n\n", b"\xef\xbb\xbf"])
def test_a_label_file_without_names_is_refused(write, content):
    path = write("labels.txt", content)
    assert refusal(read_labels, path) == (
        f"{path}: no label names in it; write one a line, in id order."
    )


def test_repeated_label_names_are_named_once_each(write):
    path = write("labels.txt", "joy\nfear\nanger\njoy\nfear \njoy\n")
    assert refusal(read_labels, path) == f"{path}: fear, joy stands there more than once."


def test_a_missing_label_file_is_named(tmp_path):
    path = tmp_path / "labels.txt"
    assert refusal(read_labels, path) == f"{path}: there is no such file."


def test_a_label_file_that_is_not_utf_8_names_its_row_and_byte(write):
    path = write("labels.txt", "joy\ncolère\n".encode("latin-1"))
    assert refusal(read_labels, path) == (
        f"{path}, row 2: byte 4 is not UTF-8; save the file in that encoding."
    )


# CSV and JSONL


def test_a_csv_with_a_split_column_is_followed(write):
    path = write(
        "mine.csv",
        "id,text,labels,split\n"
        "a1,so cross,anger,train\n"
        "b1,quite glad,joy,validation\n"
        'a2,"glad, but scared","joy,fear",train\n'
        "c1,quite scared,fear,test\n",
    )
    dataset = read_table(path, labels=LABELS)
    assert dataset.labels == LABELS
    assert dataset.train.texts == ("so cross", "glad, but scared")
    assert dataset.train.targets.tolist() == [[1, 0, 0], [0, 1, 1]]
    assert dataset.train.ids == ("a1", "a2")
    assert dataset.train.origins == ("original", "original")
    assert dataset.validation.texts == ("quite glad",)
    assert dataset.test.ids == ("c1",)
    assert dataset.source == "your file mine.csv"
    assert dataset.notes == ()


def test_a_jsonl_with_a_split_column_is_followed(write):
    path = write(
        "mine.jsonl",
        jsonl(
            {"id": "a1", "text": "so cross", "labels": ["anger"], "split": "train"},
            {"id": "b1", "text": "glad, but scared", "labels": ["joy", "fear"], "split": "test"},
        ),
    )
    dataset = read_table(path, labels=LABELS)
    assert dataset.labels == LABELS
    assert dataset.train.targets.tolist() == [[1, 0, 0]]
    assert dataset.test.texts == ("glad, but scared",)
    assert dataset.test.targets.tolist() == [[0, 1, 1]]
    assert dataset.test.ids == ("b1",)
    assert dataset.source == "your file mine.jsonl"


@pytest.mark.parametrize(
    ("value", "split"),
    [
        ("train", "train"),
        ("Train ", "train"),
        ("validation", "validation"),
        ("valid", "validation"),
        ("val", "validation"),
        ("dev", "validation"),
        ("DEV", "validation"),
        ("test", "test"),
    ],
)
def test_a_split_goes_by_its_common_names(write, value, split):
    path = write("mine.csv", f"text,labels,split\na,joy,{value}\n")
    sizes = {name: len(part) for name, part in read_table(path).splits().items()}
    assert sizes == {"train": 0, "validation": 0, "test": 0, split: 1}


def test_a_split_no_row_is_in_is_empty_and_fails_the_check(write):
    path = write("mine.csv", "text,labels,split\na,joy,train\nb,joy,test\n")
    assert refusal(lambda: check(read_table(path))) == (
        "The validation split of your file mine.csv is empty; it needs rows."
    )


def test_a_label_with_no_positive_in_train_is_noted(write):
    path = write("mine.csv", "text,labels,split\na,joy,train\nb,fear,validation\nc,anger,test\n")
    assert check(read_table(path, labels=LABELS)).notes == (
        "No train row has anger, fear: no model can learn such a label.",
    )


def twenty_rows(column=""):
    """Twenty rows, half joy and half anger; `column` is a third cell's header."""
    header = f"text,labels{column and ',' + column}\n"
    cell = column and ",x"
    return header + "".join(f"text {row},{('joy', 'anger')[row % 2]}{cell}\n" for row in range(20))


def test_rows_without_a_split_column_are_stratified_and_a_note_says_so(write):
    dataset = read_table(write("mine.csv", twenty_rows()), seed=7)
    assert [len(part) for part in dataset.splits().values()] == [14, 3, 3]
    assert dataset.train.targets.sum(axis=0).tolist() == [7, 7]
    assert dataset.notes == (
        "mine.csv has no split column: rows were stratified 70/15/15, seed 7.",
    )


def test_a_stratified_row_keeps_its_text_labels_and_id_together(write):
    dataset = read_table(write("mine.csv", twenty_rows()), labels=("joy", "anger"))
    for part in dataset.splits().values():
        for text, targets, row_id in zip(part.texts, part.targets.tolist(), part.ids, strict=True):
            row = int(text.removeprefix("text "))
            assert targets == [1 - row % 2, row % 2]
            assert row_id == str(row + 1)


def test_one_seed_stratifies_alike_and_another_differently(write):
    path = write("mine.csv", twenty_rows())
    texts = [read_table(path, seed=seed).train.texts for seed in (1, 1, 2)]
    assert texts[0] == texts[1] != texts[2]


def test_rows_too_few_to_stratify_are_refused_with_the_file(write):
    path = write("mine.csv", "text,labels\na,joy\n")
    message = refusal(read_table, path)
    assert "1 rows are too few to split; give ten or more, or a split column." in message
    assert str(path) in message


def test_rows_of_one_label_are_stratified_too(write):
    rows = "".join(f"text {row},joy\n" for row in range(20))
    dataset = read_table(write("mine.csv", "text,labels\n" + rows))
    assert [len(part) for part in dataset.splits().values()] == [14, 3, 3]


@pytest.mark.parametrize("column", ["Split", "splits"])
def test_only_a_column_named_split_is_followed(write, column):
    dataset = read_table(write("mine.csv", twenty_rows(column)))
    assert len(dataset.train) == 14


def test_columns_can_go_by_other_names(write):
    path = write("mine.csv", "labels,comment,feeling,split\nx,so glad,joy,train\n")
    dataset = read_table(path, text_column="comment", labels_column="feeling")
    assert dataset.labels == ("joy",)
    assert dataset.train.texts == ("so glad",)


@pytest.mark.parametrize("separator", [",", ";", "|", " , ", ";;", " |"])
def test_names_in_a_cell_are_separated_by_comma_semicolon_or_bar(write, separator):
    path = write("mine.csv", f'text,labels,split\na,"joy{separator}anger",train\n')
    assert read_table(path, labels=LABELS).train.targets.tolist() == [[1, 1, 0]]


@pytest.mark.parametrize("mark", [" ", "/", "\\", "-", "_", "&", "+", ":", ".", "'", "\t", "¦"])
def test_no_other_mark_separates_the_names_in_a_cell(write, mark):
    path = write("mine.csv", f"text,labels,split\na,joy{mark}calm;fear,train\n")
    assert read_table(path).labels == ("fear", f"joy{mark}calm")


def test_a_name_may_hold_spaces_and_stand_twice_in_its_cell(write):
    path = write("mine.csv", "text,labels,split\na,no opinion;no opinion,train\n")
    dataset = read_table(path)
    assert dataset.labels == ("no opinion",)
    assert dataset.train.targets.tolist() == [[1]]


def test_a_name_in_a_json_list_may_hold_a_separator(write):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": ["cross, tired"], "split": "train"}))
    assert read_table(path).labels == ("cross, tired",)


def test_a_json_label_may_be_one_string_of_several_names(write):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": "joy;fear", "split": "train"}))
    assert read_table(path, labels=LABELS).train.targets.tolist() == [[0, 1, 1]]


@pytest.mark.parametrize("cell", [[2, 0], ["2", "0"], "2,0", ["fear", 0], ["fear", "anger"]])
def test_json_labels_may_be_ids_or_names_or_both_where_the_labels_are_given(write, cell):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": cell, "split": "train"}))
    dataset = read_table(path, labels=list(LABELS))
    assert dataset.labels == LABELS
    assert dataset.train.targets.tolist() == [[1, 0, 1]]


@pytest.mark.parametrize("cell", ["2|0", "fear;anger", "anger|2"])
def test_csv_labels_may_be_ids_or_names_or_both_where_the_labels_are_given(write, cell):
    path = write("mine.csv", f"text,labels,split\na,{cell},train\n")
    assert read_table(path, labels=LABELS).train.targets.tolist() == [[1, 0, 1]]


def test_one_bare_json_id_is_a_label(write):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": 0, "split": "train"}))
    assert read_table(path, labels=LABELS).train.targets.tolist() == [[1, 0, 0]]


def test_a_number_that_is_a_labels_name_is_a_name_not_an_id(write):
    path = write("mine.csv", "text,labels,split\na,1,train\n")
    assert read_table(path, labels=("1", "0")).train.targets.tolist() == [[1, 0]]


def test_names_without_a_label_list_are_sorted_whatever_their_length(write):
    path = write("mine.csv", "text,labels,split\na,joy;embarrassment;fear;anger,train\n")
    assert read_table(path).labels == ("anger", "embarrassment", "fear", "joy")


def test_numbers_without_a_label_list_are_names_in_the_order_of_their_value(write):
    path = write("mine.csv", "text,labels,split\na,10;joy,train\nb,9,train\n")
    dataset = read_table(path)
    assert dataset.labels == ("9", "10", "joy")
    assert dataset.train.targets.tolist() == [[0, 1, 1], [1, 0, 0]]


def test_ids_count_the_rows_where_none_are_given(write):
    path = write("mine.csv", 'text,labels,split\n"a\nb",joy,train\nc,joy,train\n')
    assert read_table(path).train.ids == ("1", "2")


def test_ids_in_json_may_be_numbers_from_zero(write):
    rows = [{"id": number, "text": "a", "labels": "joy", "split": "train"} for number in (0, 1)]
    assert read_table(write("mine.jsonl", jsonl(*rows))).train.ids == ("0", "1")


def test_a_quoted_csv_cell_may_span_lines_and_hold_quotes_and_commas(write):
    path = write("mine.csv", 'text,labels,split\n"so, ""glad""\n\nreally",joy,train\n')
    assert read_table(path).train.texts == ('so, "glad"\n\nreally',)


def test_lines_of_a_windows_csv_end_as_elsewhere(write):
    path = write("mine.csv", b'text,labels,split\r\n"so\r\nglad",joy,train\r\nb,joy,test\r\n')
    dataset = read_table(path)
    assert dataset.train.texts == ("so\nglad",)
    assert dataset.test.texts == ("b",)


@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(write, name):
    row = jsonl({"text": "a", "labels": "joy", "split": "train"})
    content = row if name.endswith("jsonl") else "text,labels,split\na,joy,train\n"
    assert read_table(write(name, b"\xef\xbb\xbf" + content.encode())).train.texts == ("a",)


@pytest.mark.parametrize("text", ["null", "NA", "nan", "None", "0", "false", "#N/A"])
@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl"])
def test_texts_that_look_like_a_missing_value_are_kept(write, name, text):
    row = jsonl({"text": text, "labels": "joy", "split": "train"})
    content = row if name.endswith("jsonl") else f"text,labels,split\n{text},joy,train\n"
    assert read_table(write(name, content)).train.texts == (text,)


def test_labels_that_look_like_a_missing_value_are_kept(write):
    path = write("mine.csv", "text,labels,split\na,null,train\nb,NA,train\n")
    assert read_table(path).labels == ("NA", "null")


def test_a_text_is_kept_to_the_letter(write):
    path = write("mine.csv", "text,labels,split\n  So GLAD ☀️ ,joy,train\n")
    assert read_table(path).train.texts == ("  So GLAD ☀️ ",)


def test_blank_lines_are_passed_over(write):
    csv = write("mine.csv", "text,labels,split\n\na,joy,train\n\n")
    json_lines = write(
        "mine.jsonl", "\n" + jsonl({"text": "a", "labels": "joy", "split": "train"}) + "  \n"
    )
    assert read_table(csv).train.texts == read_table(json_lines).train.texts == ("a",)


def test_a_suffix_may_be_upper_case(write):
    assert len(read_table(write("MINE.CSV", "text,labels,split\na,joy,train\n")).train) == 1


@pytest.mark.parametrize("name", ["mine.txt", "mine.json", "mine.tsv", "mine"])
def test_a_file_of_another_kind_is_refused(write, name):
    path = write(name, "text,labels\na,joy\n")
    assert refusal(read_table, path) == (
        f"{path}: this reads .csv and .jsonl files, and TSV folders."
    )


@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl"])
def test_a_missing_table_is_named(tmp_path, name):
    path = tmp_path / name
    assert refusal(read_table, path) == f"{path}: there is no such file."


@pytest.mark.parametrize(
    ("name", "content"),
    [("mine.csv", ""), ("mine.csv", "text,labels\n"), ("mine.jsonl", ""), ("mine.jsonl", "\n")],
)
def test_a_table_without_rows_is_refused(write, name, content):
    path = write(name, content)
    assert refusal(read_table, path) == f"{path}: no rows in it."


def test_a_missing_csv_column_is_named_beside_those_there_are(write):
    path = write("mine.csv", "comment,labels\na,joy\n")
    assert refusal(read_table, path) == (
        f"{path}, row 2: no column 'text'; it has comment, labels. Name yours with "
        "--text-column or --labels-column."
    )


def test_a_missing_labels_column_is_named_by_the_name_it_was_asked_for(write):
    path = write("mine.csv", "text,labels\na,joy\n")
    assert refusal(read_table, path, labels_column="feeling") == (
        f"{path}, row 2: no column 'feeling'; it has text, labels. Name yours with "
        "--text-column or --labels-column."
    )


def test_a_column_missing_from_one_json_row_names_that_row(write):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": "joy"}, {"text": "b", "label": "joy"}))
    assert refusal(read_table, path) == (
        f"{path}, row 2: no column 'labels'; it has text, label. Name yours with "
        "--text-column or --labels-column."
    )


@pytest.mark.parametrize("column", ["text", "labels"])
def test_a_csv_column_that_stands_twice_is_refused_not_chosen_from(write, column):
    path = write("mine.csv", f"text,labels,split,{column}\na,joy,train,x\n")
    message = refusal(read_table, path)
    assert str(path) in message
    assert column in message


@pytest.mark.parametrize(("row", "count"), [("b", 1), ("b, really,joy", 3)])
def test_csv_columns_that_do_not_fit_the_header_are_counted_with_file_and_row(write, row, count):
    path = write("mine.csv", f"text,labels\na,joy\n{row}\n")
    assert refusal(read_table, path) == (
        f"{path}, row 3: {count} columns where the header names 2; "
        "a text with a comma must stand in double quotes."
    )


def test_a_row_after_a_cell_of_several_lines_is_named_by_its_line_in_the_file(write):
    path = write("mine.csv", 'text,labels\n"a\nb\nc",joy\n,joy\n')
    assert refusal(read_table, path) == f"{path}, row 5, column text: the text is empty."


def test_a_quote_that_is_never_closed_names_the_file_and_the_row_it_ran_to(write):
    path = write("mine.csv", 'text,labels\n"a,joy\nb,joy\n')
    assert refusal(read_table, path) == f"{path}, row 3: unexpected end of data."


def test_a_quote_that_closes_inside_a_cell_names_file_and_row(write):
    path = write("mine.csv", 'text,labels\na,joy\n"b" c,joy\n')
    assert refusal(read_table, path) == f"{path}, row 3: ',' expected after '\"'."


@pytest.mark.parametrize("line", ['{"text": "b"', "b,joy", "{'text': 'b'}"])
def test_a_malformed_json_line_names_file_and_row(write, line):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": "joy"}) + line + "\n")
    assert refusal(read_table, path).startswith(f"{path}, row 2: not JSON (")


@pytest.mark.parametrize("line", ['["b", "joy"]', '"b"', "3", "null"])
def test_a_json_line_that_is_no_object_names_file_and_row(write, line):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": "joy"}) + line + "\n")
    assert refusal(read_table, path) == f"{path}, row 2: an object like {{...}} belongs here."


@pytest.mark.parametrize("cell", ["", "  ", '"\n"'])
def test_an_empty_csv_text_names_file_row_and_column(write, cell):
    path = write("mine.csv", f"comment,labels\na,joy\n{cell},joy\n")
    row = 4 if "\n" in cell else 3
    assert refusal(read_table, path, text_column="comment") == (
        f"{path}, row {row}, column comment: the text is empty."
    )


@pytest.mark.parametrize("text", ["", " \t", None])
def test_an_empty_json_text_names_file_row_and_column(write, text):
    path = write("mine.jsonl", jsonl({"text": text, "labels": "joy"}))
    assert refusal(read_table, path) == f"{path}, row 1, column text: the text is empty."


@pytest.mark.parametrize("text", [5, ["a"], True, {"a": 1}])
def test_a_json_text_that_is_no_string_names_file_row_and_column(write, text):
    path = write("mine.jsonl", jsonl({"text": text, "labels": "joy"}))
    message = refusal(read_table, path)
    assert message.startswith(f"{path}, row 1, column text: ")
    assert "empty" not in message


@pytest.mark.parametrize("labels", [None, LABELS])
@pytest.mark.parametrize("cell", ["", " ", "|", '",;"'])
def test_a_csv_row_without_a_label_names_file_row_and_column(write, cell, labels):
    path = write("mine.csv", f"text,feeling\na,joy\nb,{cell}\n")
    assert refusal(read_table, path, labels_column="feeling", labels=labels) == (
        f"{path}, row 3, column feeling: no label; every row needs at least one."
    )


@pytest.mark.parametrize("labels", [None, LABELS])
@pytest.mark.parametrize("cell", [[], "", [""], None, [None]])
def test_a_json_row_without_a_label_names_file_row_and_column(write, cell, labels):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": cell, "split": "train"}))
    assert refusal(read_table, path, labels=labels) == (
        f"{path}, row 1, column labels: no label; every row needs at least one."
    )


@pytest.mark.parametrize("cell", [{"joy": 1}, [["joy"]], True])
def test_json_labels_that_are_neither_name_nor_id_are_refused(write, cell):
    path = write("mine.jsonl", jsonl({"text": "a", "labels": cell, "split": "train"}))
    assert refusal(read_table, path).startswith(f"{path}, row 1, column labels: ")


@pytest.mark.parametrize("name", ["pride", "Joy", "1.0", "²", "-1"])
def test_an_unknown_label_names_file_row_and_column_and_those_known(write, name):
    path = write("mine.csv", f"text,feeling\na,joy\nb,anger;{name}\n")
    assert refusal(read_table, path, labels_column="feeling", labels=LABELS) == (
        f"{path}, row 3, column feeling: no such label as {name!r}; known: anger, joy, fear."
    )


@pytest.mark.parametrize("number", ["3", "28"])
def test_an_id_out_of_range_names_file_row_and_column(write, number):
    path = write("mine.csv", f"text,labels\na,2\nb,{number}\n")
    assert refusal(read_table, path, labels=LABELS) == (
        f"{path}, row 3, column labels: id {number} is out of range; ids run from 0 to 2."
    )


def test_a_number_too_long_for_an_id_names_file_row_and_column(write):
    path = write("mine.csv", f"text,labels\na,2\nb,{'9' * 5000}\n")
    message = refusal(read_table, path, labels=LABELS)
    assert message.startswith(f"{path}, row 3, column labels: ")


def test_a_latin_1_byte_in_a_csv_names_file_row_and_byte(write):
    path = write("mine.csv", "text,labels\na,joy\ntrès content,joy\n".encode("latin-1"))
    assert refusal(read_table, path) == (
        f"{path}, row 3: byte 3 is not UTF-8; save the file in that encoding."
    )


def test_a_latin_1_byte_in_a_jsonl_names_file_row_and_byte(write):
    path = write("mine.jsonl", b'{"text": "\xe9mu", "labels": "joy"}\n')
    assert refusal(read_table, path) == (
        f"{path}, row 1: byte 11 is not UTF-8; save the file in that encoding."
    )


def test_a_utf_16_file_is_refused(write):
    path = write("mine.csv", "text,labels\na,joy\n".encode("utf-16"))
    assert refusal(read_table, path) == (
        f"{path}, row 1: byte 1 is not UTF-8; save the file in that encoding."
    )


@pytest.mark.parametrize("value", ["training", "", "trian"])
def test_an_unknown_split_names_file_row_and_column(write, value):
    path = write("mine.csv", f"text,labels,split\na,joy,train\nb,joy,{value}\n")
    assert refusal(read_table, path) == (
        f"{path}, row 3, column split: {value!r} is none of train, validation, test."
    )


def test_a_split_missing_from_one_json_row_names_file_row_and_column(write):
    path = write(
        "mine.jsonl",
        jsonl({"text": "a", "labels": "joy", "split": "train"}, {"text": "b", "labels": "joy"}),
    )
    assert refusal(read_table, path).startswith(f"{path}, row 2, column split: ")


def test_a_split_that_only_later_json_rows_have_is_not_passed_over(write):
    rows = [{"text": f"text {row}", "labels": ["joy", "fear"][row % 2]} for row in range(20)]
    path = write("mine.jsonl", jsonl(*rows, {"text": "b", "labels": "joy", "split": "test"}))
    message = refusal(read_table, path)
    assert str(path) in message
    assert "column split" in message
