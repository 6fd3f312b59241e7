/// Makes a test of every case of the store contract; see
/// [`contract`](crate::contract). The expression makes a future of a fresh
/// [`Backend`](crate::contract::Backend), once for each case.
#[macro_export]
macro_rules! store_contract {
    ($module:ident, $fresh:expr) => {
        mod $module {
            use super::*;

            $crate::store_contract! { @area $fresh; access_links:
                the_link_key_stays,
                a_replaced_key_gives_every_link_another_token,
                stale_links_are_not_saved_together,
                the_link_key_is_not_replaced_under_its_holder,
                approvals_are_counted_and_listed,
                a_link_comes_back_by_id_and_by_token,
                a_rotated_link_is_found_by_its_new_token_alone,
                an_employee_has_one_unrevoked_link,
                a_stale_link_is_not_saved,
                every_act_of_consent_is_kept,
            }

            $crate::store_contract! { @area $fresh; accounts:
                an_account_comes_back_whole,
                a_changed_account_is_kept,
                a_stale_account_is_not_saved,
                an_external_id_is_one_accounts_alone,
                an_account_id_is_taken_once,
                external_ids_are_compared_byte_for_byte,
                a_domain_is_one_accounts_alone,
                a_domain_moves_from_one_account_to_another,
                the_longest_texts_come_back,
                an_unknown_account_is_none,
                accounts_are_found_by_either_id,
                many_accounts_are_found_at_once,
                a_catalogue_takes_the_place_of_another,
            }

            $crate::store_contract! { @area $fresh; chain:
                nothing_is_sealed_at_first,
                sealed_events_come_back_in_order,
                what_is_hashed_has_the_reason_and_not_the_address,
                sealing_is_undone_with_its_unit,
                an_event_is_sealed_once,
                sealing_takes_no_revision,
                several_seal_at_once_and_the_chain_is_whole,
                every_revision_has_its_events,
                the_oldest_unsealed_event_is_found,
            }

            $crate::store_contract! { @area $fresh; change_feed:
                the_feed_names_what_was_touched_since,
                more_than_was_asked_for_is_not_told,
                a_listener_hears_of_a_commit_before_it_returns,
                an_event_of_a_newer_version_touches_everything,
            }

            $crate::store_contract! { @area $fresh; activities:
                a_worker_comes_with_the_partner_acted_for,
                a_worker_for_nobody_comes_with_every_partner,
                workers_are_read_together,
                last_active_only_moves_forward,
                last_qualifying_only_moves_forward,
                an_import_sets_the_last_qualifying_work,
                ended_services_are_not_moved,
                what_is_resumed_begins_with_nothing,
                what_is_to_be_announced_is_found,
            }

            $crate::store_contract! { @area $fresh; assets:
                an_asset_comes_back_whole,
                a_changed_asset_is_kept,
                owners_are_found_among_members,
                assets_are_counted_by_owner_and_kind,
                assets_are_paged_by_id,
                assets_are_given_by_owner_and_kind,
                a_removed_asset_is_gone,
                many_assets_are_kept_and_given_at_once,
            }

            $crate::store_contract! { @area $fresh; backlog:
                what_waits_is_counted,
            }

            $crate::store_contract! { @area $fresh; clients:
                clients_are_filtered_by_access,
                a_client_row_says_what_the_partner_has_there,
                a_client_is_found_by_its_relationship,
                clients_are_found_by_part_of_either_name,
                a_renamed_client_is_found_by_its_new_name,
                clients_are_filtered_by_status,
                clients_are_filtered_by_tag,
                client_filters_go_together,
            }

            $crate::store_contract! { @area $fresh; concurrency:
                concurrent_read_modify_writes_lose_nothing,
                concurrent_writers_get_each_revision_once,
                two_super_admins_taken_at_once_leave_one,
                one_taken_and_one_disabled_at_once_leave_one,
                one_address_is_taken_once_at_once,
                one_person_becomes_a_member_once_at_once,
                one_employee_gets_one_link_at_once,
                one_item_is_finished_once_at_once,
                one_idempotency_key_has_one_effect_at_once,
                units_never_wait_for_each_other_in_a_circle,
            }

            $crate::store_contract! { @area $fresh; decision_searches:
                every_member_of_an_account_is_searched,
                every_membership_of_a_user_is_searched,
                what_is_unknown_has_nothing_to_search,
                what_is_searched_comes_in_pages,
                what_is_searched_comes_with_its_revision,
            }

            $crate::store_contract! { @area $fresh; decisions:
                facts_are_found_by_either_id,
                what_is_unknown_is_missing_from_the_facts,
                facts_about_many_are_those_about_each,
                facts_tell_statuses,
                facts_come_with_their_revision,
            }

            $crate::store_contract! { @area $fresh; employees:
                employees_are_the_active_ones,
                employees_are_filtered,
                an_employee_row_has_the_clients_served,
                linked_people_act_for_nobody_there,
            }

            $crate::store_contract! { @area $fresh; mails:
                a_mail_is_noted_once,
                what_an_operation_tells_waits_for_its_end,
                what_became_of_a_mail_is_kept,
                a_mail_is_tried_again_unless_it_was_sent,
                one_node_alone_moves_the_position,
                kept_mails_are_listed_newest_first,
                an_erased_person_stands_in_no_kept_mail,
                mails_that_are_over_are_forgotten,
            }

            $crate::store_contract! { @area $fresh; outbox:
                each_event_is_read_once_in_order,
                committed_events_are_filtered,
                a_committed_event_names_its_people,
                committed_events_are_found_by_id,
            }

            $crate::store_contract! { @area $fresh; dropdowns:
                addable_employees_do_not_act_there,
                linkable_clients_are_where_nobody_acts,
            }

            $crate::store_contract! { @area $fresh; own_behalf:
                an_employment_end_is_kept,
                own_behalf_is_of_verified_employees,
                own_behalf_names_the_former_for_a_time,
                an_employee_row_has_own_behalf_clients,
                leavers_have_left_something_behind,
                readers_find_their_own_accounts,
                people_in_force_are_counted,
            }

            $crate::store_contract! { @area $fresh; employers:
                an_employer_is_known_as_to_an_acting_member,
                employers_are_enrolled_and_not_the_account_itself,
            }

            $crate::store_contract! { @area $fresh; idempotency:
                a_kept_answer_comes_back_with_its_revision,
                a_long_answer_comes_back,
                an_old_answer_is_none,
                a_key_belongs_to_principal_method_and_path,
                a_key_is_taken_while_its_answer_is_new,
                an_old_answer_gives_way,
                an_answer_is_undone_with_its_unit,
                answers_that_name_the_erased_are_emptied,
            }

            $crate::store_contract! { @area $fresh; joins:
                a_member_comes_with_the_person_and_the_account,
                a_member_knows_if_the_account_was_ever_a_partner,
                a_member_holds_a_version_of_a_set,
                a_member_comes_with_the_terms_of_the_account,
                an_acting_member_comes_with_the_partner,
                an_acting_member_comes_with_the_employment,
                verified_is_confirmed_on_a_domain_of_the_partner,
                linked_is_declared_in_that_account_by_that_partner,
                members_among_are_those_who_are_there,
                employees_among_are_those_who_are_there,
                an_unknown_member_is_none,
            }

            $crate::store_contract! { @area $fresh; ends:
                ends_are_to_be_noted_once_they_have_come,
                the_first_ends_are_to_be_noted_first,
            }

            $crate::store_contract! { @area $fresh; members:
                members_are_filtered,
                members_are_found_by_name_or_address,
                a_stub_is_found_by_the_given_name,
                seats_are_held_whatever_the_status,
            }

            $crate::store_contract! { @area $fresh; memberships:
                accounts_are_found_by_what_is_held_there,
                a_membership_comes_back_whole,
                a_membership_is_found_by_its_id,
                a_changed_membership_is_kept,
                times_come_back_to_the_microsecond,
                a_stale_membership_is_neither_saved_nor_removed,
                a_person_is_a_member_once,
                many_memberships_are_kept_at_once,
                removing_leaves_the_terms,
                terms_are_kept_replaced_and_forgotten,
                terms_of_many_accounts_are_found_together,
                linking_twice_is_linking_once,
                permanent_super_admins_are_those_who_count,
                partner_admins_are_counted_everywhere,
            }

            $crate::store_contract! { @area $fresh; paging:
                accounts_are_paged_by_id,
                users_are_paged_by_id,
                members_are_paged_by_membership,
                memberships_of_a_user_are_paged_by_id,
                permission_sets_are_paged_by_id,
                all_permission_sets_are_paged_by_id,
                access_links_are_paged_newest_first,
                tokens_are_paged_newest_first,
                events_are_paged_newest_first,
                clients_are_paged_by_shown_name,
                employees_are_paged_by_name,
            }

            $crate::store_contract! { @area $fresh; notifications:
                settings_are_kept_replaced_and_forgotten,
                settings_are_those_of_the_people_asked_about,
            }

            $crate::store_contract! { @area $fresh; operations:
                an_operation_comes_back_whole,
                items_have_their_turn_client_by_client,
                an_item_gets_one_result,
                a_cancelled_operation_takes_no_results,
                what_was_refused_is_tried_again,
                what_failed_is_tried_again_by_itself,
                results_come_in_pages_with_names,
                who_left_is_named_in_what_followed,
                pairs_are_those_that_act_for_the_partner,
                outdated_pairs_hold_an_older_version,
            }

            $crate::store_contract! { @area $fresh; permission_sets:
                a_set_comes_back_whole,
                a_changed_set_is_kept_in_its_versions,
                a_stale_set_is_neither_saved_nor_removed,
                an_external_id_is_one_sets_alone_in_its_account,
                a_set_is_found_by_external_id_in_its_account,
                the_standard_sets_are_all_there,
                holders_hold_any_version_anywhere,
                holders_of_several_sets_are_counted_at_once,
                holders_in_one_account_move_to_the_newest_version,
                holders_everywhere_move_to_the_newest_version,
                moving_holders_makes_what_was_read_before_stale,
                a_removed_set_is_gone,
            }

            $crate::store_contract! { @area $fresh; relationships:
                a_relationship_comes_back_whole,
                a_changed_relationship_is_kept,
                a_relationship_begins_once,
                a_stale_relationship_is_not_saved,
                relationships_are_found_together,
            }

            $crate::store_contract! { @area $fresh; reminders:
                an_end_that_nears_is_found_until_it_is_told,
                ends_that_near_come_in_pages,
                who_is_not_active_is_not_reminded,
                a_relationship_that_ends_is_found_until_it_is_told,
                a_reminder_is_noted_once,
                old_reminders_are_forgotten,
            }

            $crate::store_contract! { @area $fresh; severing:
                several_members_are_removed_at_once,
                terms_of_several_people_are_kept_at_once,
                unlinking_undoes_linking,
                partners_serve_by_membership_or_relationship,
            }

            $crate::store_contract! { @area $fresh; standardizations:
                a_standardization_comes_back_whole,
                standardizations_are_due_when_their_day_comes,
                partner_admins_beyond_the_template_are_found,
                what_was_added_is_cleared_at_once,
                effects_come_back_with_the_names_of_today,
            }

            $crate::store_contract! { @area $fresh; removals:
                acting_members_come_by_client_and_name,
                acting_members_are_chosen_by_client_and_person,
                acting_members_of_a_review_are_found_again,
                clients_and_people_of_a_partner_are_known,
                members_are_found_at_their_places,
                super_admins_of_many_accounts_are_those_who_count,
                candidates_are_active_members_by_name,
                a_review_comes_back_whole,
                a_long_review_comes_back,
                a_review_is_spent_once,
                one_of_many_spends_a_review_at_once,
                lapsed_reviews_are_forgotten,
            }

            $crate::store_contract! { @area $fresh; sessions:
                a_session_comes_back_whole_with_its_user,
                a_session_hash_is_taken_once,
                a_use_only_moves_a_session_forward,
                a_session_is_ended_by_its_user_alone,
                all_sessions_but_one_end_with_the_links,
                sessions_of_a_user_are_paged_newest_first,
                a_sign_in_link_is_used_up_once,
                one_of_many_uses_a_sign_in_link,
                ended_sessions_and_links_are_forgotten,
                what_a_session_does_tells_the_session,
                an_operation_begins_by_a_session,
            }

            $crate::store_contract! { @area $fresh; tokens:
                a_token_comes_back_whole_with_its_users_status,
                revoked_and_expired_tokens_are_still_found,
                a_token_hash_is_taken_once,
                a_token_is_found_by_its_owner_alone,
                a_service_token_is_known_of,
                revoking_a_token_revokes_those_made_with_it,
                revoking_a_token_leaves_the_one_it_was_made_with,
                revoking_a_users_tokens_revokes_what_they_made,
                a_token_made_while_its_maker_is_revoked_ends_too,
                labels_of_an_erased_person_are_blanked,
            }

            $crate::store_contract! { @area $fresh; trail_sides:
                an_account_sees_all_events_in_it,
                a_partner_sees_its_own_acts_employees_and_links,
                a_vain_attempt_is_told_to_its_own_side,
                what_is_a_sides_own_is_said,
            }

            $crate::store_contract! { @area $fresh; trail:
                a_record_comes_back_whole_with_names,
                a_stub_is_named_by_the_account_alone,
                the_platform_and_the_operator_have_no_names,
                names_beside_the_trail_are_those_of_today,
                a_partner_sees_its_own_names_for_clients,
                the_records_of_one_commit_keep_their_order,
                events_are_filtered,
                a_refusal_is_recorded_beside_the_units,
                a_refusal_outlives_its_unit,
                an_event_of_a_newer_version_is_read,
            }

            $crate::store_contract! { @area $fresh; round_trips:
                random_texts_come_back_the_same,
                random_names_are_found_and_sorted,
                random_instants_come_back_the_same,
                random_instants_compare_as_times,
            }

            $crate::store_contract! { @area $fresh; texts:
                accepted_texts_come_back_the_same,
                the_outermost_instants_come_back_the_same,
            }

            $crate::store_contract! { @area $fresh; units:
                a_new_store_is_empty,
                what_is_committed_is_visible,
                a_unit_sees_its_own_writes_and_nobody_else_does,
                dropping_a_unit_undoes_everything,
                several_repositories_commit_together,
                several_repositories_fail_together,
                a_unit_is_over_after_an_error,
                revisions_have_no_gaps,
                a_reader_sees_every_commit,
                readers_never_wait_for_a_unit,
                a_unit_sees_what_it_has_waited_for,
                what_is_not_there_can_be_locked,
                a_nested_begin_times_out,
                a_read_lock_keeps_changers_out,
                a_stalled_unit_lets_others_go_on,
                a_unit_that_is_too_old_is_contended,
                a_drop_during_commit_leaves_all_or_nothing,
            }

            $crate::store_contract! { @area $fresh; users:
                a_user_comes_back_whole,
                a_changed_user_is_kept,
                a_stale_user_is_not_saved,
                an_address_is_one_users_alone,
                an_external_id_is_one_users_alone,
                a_user_id_is_taken_once,
                users_are_found_by_address_and_by_external_id,
                people_among_are_those_who_are_there,
                a_name_given_to_the_erased_is_gone,
                erasing_a_user_frees_what_was_theirs,
                erased_people_are_found_by_their_address,
                accounts_count_on_their_permanent_super_admins,
                users_are_found_by_either_id,
                many_users_are_found_at_once,
            }

            $crate::store_contract! { @area $fresh; webhook_endpoints:
                a_webhook_endpoint_comes_back_whole,
                a_stale_webhook_endpoint_is_not_saved,
                a_removed_webhook_endpoint_is_gone,
                work_is_found_behind_the_position,
            }

            $crate::store_contract! { @area $fresh; webhook_deliveries:
                a_delivery_comes_back_whole,
                deliveries_are_added_once,
                a_failed_delivery_holds_up_its_account_alone,
                work_is_found_where_deliveries_are_due,
                old_deliveries_are_forgotten,
            }
        }
    };
    (@area $fresh:expr; $area:ident: $($case:ident),* $(,)?) => {
        mod $area {
            use super::*;

            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let backend: $crate::contract::Backend = $fresh.await;
                    $crate::contract::$area::$case(backend).await;
                }
            )*
        }
    };
}
